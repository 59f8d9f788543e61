"""How fast pages are, as ratios to a bare view that shows the same rows, and how that grows with the data."""
