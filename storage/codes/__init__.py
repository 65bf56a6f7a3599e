"""One-time codes: how they are written, who tried wrong ones, and what each kind of them opens."""
