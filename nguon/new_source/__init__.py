"""A source's definition proposed from its pages: what `nguon new-source` does before a person takes over."""
