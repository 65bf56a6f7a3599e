"""The Web API: methods as functions from arguments to an answer, grouped as Slack's own documentation groups them."""
