"""Searching databases and registers over the network, one module a service. `review search` is the command."""
