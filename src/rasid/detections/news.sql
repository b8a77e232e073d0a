-- The events of the signals that tell the judgement what it does not weigh by itself, by rule. Each
-- speaks of its visit, or of its account. What is suppressed says nothing.
CREATE OR REPLACE TEMP TABLE news AS
SELECT
    loaded_rules.rule,
    loaded_rules.title,
    loaded_rules.bits,
    loaded_rules.speaks,
    signal_events.provider,
    signal_events.tenant,
    signal_events.event_uid
FROM signals
JOIN loaded_rules ON signals.rule = loaded_rules.rule
JOIN signal_events ON signals.signal_id = signal_events.signal_id
WHERE loaded_rules.speaks <> '' AND signals.suppressed IS NULL
