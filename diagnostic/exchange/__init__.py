"""Files into answers and back: bundles between two copies of the program, panels of many results, indicators."""
