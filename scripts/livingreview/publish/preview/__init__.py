"""`review preview`: the site on this machine, built again after each change of a file.

Two processes. One (`watching`, `server`) serves pages and watches files; the other (`builder`) loads the engine, holds
the book and builds. It is started again when the engine changes.
"""
