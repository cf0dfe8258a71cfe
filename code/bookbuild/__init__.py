"""What turns the chapters into sites and notebooks; never needed by a reader."""
