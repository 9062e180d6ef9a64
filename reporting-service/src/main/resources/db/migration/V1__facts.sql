-- Facts as they were said, each once. Text and 64-bit numbers only, so that H2 and PostgreSQL agree:
-- times are ISO-8601 text (nanoseconds) beside microseconds for ordering.
create table fact (
    source         varchar(200) not null,
    event_id       varchar(100) not null,
    type           varchar(100) not null,
    application    varchar(100) not null,
    of_run         boolean      not null,
    at_micros      bigint       not null,
    said_at        varchar(40)  not null,
    causation_id   varchar(100),
    correlation_id varchar(200),
    aspect         varchar(600),
    payload        text         not null,
    primary key (source, event_id)
);
create index fact_by_application on fact (application, of_run, at_micros);
create index fact_by_aspect on fact (application, aspect);

-- The commit ledger, one row a record; the payload is deflated JSON.
create table ledger_record (
    source              varchar(200) not null,
    event_id            varchar(100) not null,
    application         varchar(100) not null,
    system_identifier   varchar(40)  not null,
    timeline            integer      not null,
    last_end            bigint       not null,
    newest_commit_nanos bigint       not null,
    at_micros           bigint       not null,
    said_at             varchar(40)  not null,
    payload             bytea        not null,
    primary key (source, event_id)
);
create index ledger_by_line on ledger_record (application, system_identifier, timeline, last_end);

-- The newest commit among ledger records that were let go, per line of positions.
create table ledger_floor (
    application         varchar(100) not null,
    system_identifier   varchar(40)  not null,
    timeline            integer      not null,
    up_to               bigint       not null,
    newest_commit_nanos bigint       not null,
    newest_event_id     varchar(100) not null,
    primary key (application, system_identifier, timeline)
);

-- Parts of the lists of lost transactions; the payload is deflated JSON.
create table tail_part (
    source            varchar(200) not null,
    event_id          varchar(100) not null,
    application       varchar(100) not null,
    system_identifier varchar(40)  not null,
    timeline          integer      not null,
    fork              bigint       not null,
    said_at           varchar(40)  not null,
    payload           bytea        not null,
    primary key (source, event_id)
);
create index tail_by_line on tail_part (application, system_identifier, timeline, fork);

-- How far each partition is projected; written in the transaction of what was projected.
create table consumed (
    topic        varchar(200) not null,
    partition_no integer      not null,
    next_offset  bigint       not null,
    primary key (topic, partition_no)
);

-- Every version of every report, as published.
create table report (
    run_id      varchar(200) not null,
    version     integer      not null,
    application varchar(100) not null,
    figures     varchar(64)  not null,
    breached    varchar(40)  not null,
    sha256      varchar(64)  not null,
    json        text         not null,
    primary key (run_id, version)
);

-- What is to be published, under the id that it keeps however often it is sent.
create table outbox (
    event_id       varchar(100) not null primary key,
    source         varchar(200) not null,
    type           varchar(100) not null,
    said_at        varchar(40)  not null,
    causation_id   varchar(100),
    correlation_id varchar(200),
    payload        text         not null
);

-- The readiness that was last published.
create table readiness (
    application varchar(100) not null primary key,
    gaps        varchar(400) not null
);
