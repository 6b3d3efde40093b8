"""Dates in running text: their forms, their words, and what is wrong with them."""
