"""What people get to see of an evaluation: cells, events, the summary, the document."""
