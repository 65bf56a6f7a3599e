"""What the commands do: the entry in several files. Nobody else wires platforms, flows and rows together."""
