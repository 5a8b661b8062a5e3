"""A worked example of the statistics, executed in each build."""
