"""Bytes to words to sound. Everything here but the online voice is pure: the same input gives the
same output.
"""
