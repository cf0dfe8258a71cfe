"""Prints editions of the book, each as one PDF, from their built pages."""
