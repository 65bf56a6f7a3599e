"""The core: messages, steps, the engine and the post. It knows no platform and nothing of mentoring."""
