"""Bytes to words to sound. Everything here is pure: the same input gives the same output."""
