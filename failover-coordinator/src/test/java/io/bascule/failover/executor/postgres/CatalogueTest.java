package io.bascule.failover.executor.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.failover.executor.Deadline;
import io.bascule.failover.executor.World;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What limits a count, as a real server's catalogue tells it. */
class CatalogueTest {

    private static final String F = "frankfurt";

    @Test
    void forWhomCommitsDoNotWaitForTheDiskAndWhatIsNotCountedIsSeenInTheCatalogue()
            throws Exception {
        var world = new World();
        var database =
                new SiteDatabase(
                        world.newPrimary(),
                        world.folder.resolve("f"),
                        world.folder.resolve("frankfurt.log"),
                        "");
        try {
            database.start(limit());
            try (var sql = Sql.at(world.plan(), F, limit())) {
                settings(sql);
                tables(sql, world);
            }
        } finally {
            database.cluster().processes().kill(Duration.ofSeconds(20));
            world.end();
        }
    }

    private static void settings(Sql sql) {
        assertThat(synchronousCommit(sql)).isEqualTo("on");

        sql.run("CREATE ROLE app LOGIN");
        sql.run("ALTER ROLE app SET synchronous_commit = FALSE");
        assertThat(synchronousCommit(sql)).isEqualTo("off for role app");

        sql.run("ALTER ROLE app RESET synchronous_commit");
        sql.run("ALTER ROLE app IN DATABASE template1 SET synchronous_commit = off");
        assertThat(synchronousCommit(sql)).as("another database's").isEqualTo("on");

        var database = sql.text("SELECT current_database()").orElseThrow();
        sql.run("ALTER ROLE app IN DATABASE \"" + database + "\" SET synchronous_commit = off");
        sql.run("ALTER DATABASE \"" + database + "\" SET synchronous_commit = off");
        assertThat(synchronousCommit(sql)).isEqualTo("off for database " + database + ", role app");

        sql.run("ALTER DATABASE \"" + database + "\" RESET synchronous_commit");
        sql.run("DROP OWNED BY app");
        sql.run("DROP ROLE app");
        sql.run("ALTER SYSTEM SET synchronous_commit = off");
        assertThat(synchronousCommit(sql)).isEqualTo("off");
        assertThat(Catalogue.isOff(synchronousCommit(sql))).isTrue();
        sql.run("ALTER SYSTEM RESET synchronous_commit");
    }

    private static void tables(Sql sql, World world) throws Exception {
        sql.run("CREATE TABLE with_key (id int PRIMARY KEY)");
        sql.run("CREATE TABLE without_key (n int)");
        new PrimaryObjects().ensure(sql, world.plan(), F, 0);
        sql.run("CREATE TABLE younger (id int PRIMARY KEY)");
        sql.run("CREATE UNLOGGED TABLE volatile (id int PRIMARY KEY)");
        sql.run("CREATE TEMPORARY TABLE passing (n int)");

        assertThat(sql.texts(Catalogue.NOT_COUNTED))
                .containsExactly(
                        "public.volatile (unlogged)",
                        "public.without_key (no primary key or replica identity)",
                        "public.younger (not published yet)");
    }

    @Test
    void tooManyTablesAreNamedInPart() {
        var many = IntStream.rangeClosed(1, 23).mapToObj(n -> "t" + n).toList();
        assertThat(Catalogue.named(many)).startsWith("t1, t2, ").endsWith(", t20 and 3 more");
        assertThat(Catalogue.named(many.subList(0, 2))).isEqualTo("t1, t2");
    }

    private static String synchronousCommit(Sql sql) {
        return sql.text(Catalogue.SYNCHRONOUS_COMMIT).orElseThrow();
    }

    private static Deadline limit() {
        return Deadline.in(Duration.ofSeconds(30));
    }
}
