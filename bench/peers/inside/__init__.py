"""What runs inside an environment: a side of a comparison. Nothing here imports from another side."""
