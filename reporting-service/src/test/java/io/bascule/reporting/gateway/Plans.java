package io.bascule.reporting.gateway;

/** A plan of two applications. */
final class Plans {

    static final String ORDERS =
            """
            sites:
              - {name: frankfurt}
              - {name: paris}
              - {name: witness}
            applications:
              - name: orders
                criticality: mission-critical
                strategy: warm-standby
                objectives: {rto: 60s, rpo: 5s}
                primary: frankfurt
                recovery: paris
                witness: witness
                database:
                  type: postgres
                  database: orders
                  sites:
                    frankfurt: {host: 127.0.0.1, user: postgres}
                    paris: {host: 127.0.0.1, user: postgres}
                traffic: {type: haproxy, control: /run/haproxy.sock, backend: orders, servers: {frankfurt: a, paris: b}}
                frontDoor: {host: 127.0.0.1, port: 5432, user: bascule}
              - name: payments
                criticality: standard
                primary: frankfurt
                recovery: paris
                database:
                  type: postgres
                  database: payments
                  sites:
                    frankfurt: {host: db1, user: postgres}
                    paris: {host: db2, user: postgres}
                traffic: {type: haproxy, control: /run/haproxy.sock, backend: payments, servers: {frankfurt: a, paris: b}}
                frontDoor: {host: db, port: 5432, user: bascule}
            """;

    private Plans() {}
}
