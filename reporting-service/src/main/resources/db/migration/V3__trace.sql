-- The trace of a fact (W3C traceparent): what is measured of a run belongs to the run's trace.
alter table fact add column traceparent varchar(200);
alter table outbox add column traceparent varchar(200);
