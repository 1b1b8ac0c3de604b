"""Many results side by side: panels, peer groups, figures that hold, and what a small group may not show."""
