"""The commands of `nguon`, by what they are about."""
