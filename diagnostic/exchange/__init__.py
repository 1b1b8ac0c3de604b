"""Files into answers and back: what two copies of the program hand to each other."""
