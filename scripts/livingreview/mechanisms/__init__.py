"""Mechanisms."""
from .evidence import NEARNESS, WORDS, Evidence, directions, evidence
