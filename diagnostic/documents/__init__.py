"""Documents made from a result: drafts for legal review, first as plain data, then as a Word file."""
