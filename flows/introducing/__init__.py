"""Two people are asked whether they would like to meet."""
