"""Code that runs inside an environment, as one side of a comparison. No side imports from another."""
