"""What a chapter may hold, read as MyST reads it: closed lists of markup, and the faults of a chapter.

Whoever changes only chapters must not be able to run code, read other files, load anything from outside, or hide text.
So a chapter holds nothing but what is listed in `allowed`; exact texts are excepted by name in data/review.yaml.
"""
