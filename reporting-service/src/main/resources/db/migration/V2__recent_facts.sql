-- The newest facts are read at once, for the tail of events.
create index fact_by_time on fact (at_micros desc, event_id desc);
create index fact_by_time_of_application on fact (application, at_micros desc, event_id desc);
