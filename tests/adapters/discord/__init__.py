"""Tests of the Discord adapter: what it draws and reads, and how it talks with a Discord on the loopback interface."""
