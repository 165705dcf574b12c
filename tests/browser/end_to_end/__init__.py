"""End-to-end tests, one module for each kind of user. `run` takes the user from start to finish."""
