// The families of events in the order that events.json numbers them: model/event_families.py.
export const FAMILIES = ["consultation", "agreement", "cooperation", "deescalation", "statement", "dispute", "conflict", "other"];
