"""Nobody is left waiting: who has not begun, whom nobody asks, and a program that few have joined."""
