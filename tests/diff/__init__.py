"""`tcme diff`: what a change newly reveals or lets steer."""
