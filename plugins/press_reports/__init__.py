"""From a press report to the entry that an editor may make of it."""
