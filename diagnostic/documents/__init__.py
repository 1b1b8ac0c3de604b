"""Documents made from a result: drafts, minutes and reports, first as plain data, then as Word or PDF."""
