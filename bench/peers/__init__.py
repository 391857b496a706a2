"""The club compared with what people would use instead, each peer in its own environment."""
