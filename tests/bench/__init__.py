"""Benchmarks (`make bench`): ratios against named peers, or against another way, in the same run."""
