"""The world that conversation scripts happen in: named people, one program, one platform's screens."""
