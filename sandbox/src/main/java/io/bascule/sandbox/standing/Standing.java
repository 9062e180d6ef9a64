package io.bascule.sandbox.standing;

import io.bascule.contracts.EventJson;
import io.bascule.sandbox.client.KeptBook;
import io.bascule.sandbox.client.OrdersClient;
import io.bascule.sandbox.world.KeptFile;
import io.bascule.sandbox.world.Progress;
import io.bascule.sandbox.world.SandboxException;
import io.bascule.sandbox.world.SandboxException.Cause;
import io.bascule.sandbox.world.World;
import io.bascule.sandbox.world.WorldSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;

/** A world that somebody lives with: plan in force, client writing, orders taken. */
final class Standing implements AutoCloseable {

    private static final Duration OPEN = Duration.ofSeconds(30);

    private final World world;
    private final Instant startedAt = Instant.now();
    private final KeptBook book;
    private final OrdersClient client;
    private final Disasters disasters;
    private final ControlServer control;
    private final Path socket;
    private final CountDownLatch ended = new CountDownLatch(1);

    private Standing(World world, OrdersClient.Pace pace) {
        this.world = world;
        this.disasters = new Disasters(world);
        this.socket = controlSocket(world.folder());
        this.book = book(world.folder());
        var role = world.client();
        this.client =
                OrdersClient.start(world.frontDoorUrl(), role.user(), role.password(), pace, book);
        this.control = ControlServer.open(socket, this::take, this::answered);
    }

    /**
     * Makes a world, or goes on with a former one, and returns when it answers: the plan is in
     * force and the front door has let an order in.
     */
    static Standing start(WorldSettings settings, OrdersClient.Pace pace, Progress progress)
            throws InterruptedException {
        var world = World.start(settings, progress);
        try {
            passwordFile(world);
            controlFolder(world);
            if (new FirstPlan(world).apply()) {
                progress.says("the plan is accepted");
            }
            var standing = new Standing(world, pace);
            world.onChange(standing::tell);
            standing.awaitOpen();
            standing.tell();
            return standing;
        } catch (RuntimeException | InterruptedException e) {
            world.close();
            throw e;
        }
    }

    /** The control socket of the sandbox in that folder, given by its real path. */
    static Path controlSocket(Path folder) {
        return World.socketsOf(folder).resolve("control").resolve("control.sock");
    }

    /** Where it is. */
    WorldFile where() {
        return WorldFile.of(world, startedAt, socket);
    }

    /** Waits until somebody has ordered its end, and it has come. */
    void awaitEnd() throws InterruptedException {
        ended.await();
    }

    /** Ends everything in order. */
    World.Remains end() {
        control.close();
        client.close();
        book.close();
        // What is stopped cannot end by itself.
        var _ = disasters.heal(null);
        try {
            Files.deleteIfExists(world.folder().resolve(WorldFile.NAME));
        } catch (IOException e) {
            throw new SandboxException(Cause.WORLD, "Expected to remove world.json", e);
        } finally {
            world.close();
        }
        return world.end();
    }

    @Override
    public void close() {
        var _ = end();
    }

    private void tell() {
        where().writeTo(world.folder());
    }

    private Answer take(Order order) {
        return switch (order.verb()) {
            case STATUS -> {
                var status = new StatusReader(world, where(), book, disasters).read();
                yield new Answer(
                        null,
                        status.well() ? "all is well" : "not all is well",
                        EventJson.mapper().valueToTree(status));
            }
            case BOOKS -> books();
            case KILL -> disasters.kill(order.place());
            case STOP -> disasters.stop(order.place());
            case CUT -> disasters.cut(order.place());
            case HEAL -> disasters.heal(order.place());
            case DOWN -> {
                var left = end().what();
                yield left.isEmpty()
                        ? Answer.done("everything has ended, nothing is left")
                        : new Answer(
                                Cause.WORLD,
                                "left behind: " + String.join(", ", left),
                                EventJson.mapper().valueToTree(left));
            }
        };
    }

    private void answered(Order order) {
        if (order.verb() == Order.Verb.DOWN) {
            ended.countDown();
        }
    }

    private Answer books() {
        var role = world.client();
        try {
            var compared = book.compare(world.frontDoorUrl(), role.user(), role.password());
            return new Answer(
                    null,
                    "of the newest %d orders, %d acknowledged and %d in doubt are missing"
                            .formatted(
                                    compared.remembered(),
                                    compared.acknowledgedMissing(),
                                    compared.inDoubtMissing()),
                    EventJson.mapper().valueToTree(compared));
        } catch (SQLException e) {
            throw new SandboxException(
                    Cause.AWAITED,
                    "Expected to read the orders through the front door, but: " + e.getMessage(),
                    e);
        }
    }

    private void awaitOpen() throws InterruptedException {
        if (!book.awaitAcknowledged(OPEN)) {
            close();
            throw new SandboxException(
                    Cause.AWAITED,
                    "Expected the front door to let an order in within "
                            + OPEN.toSeconds()
                            + " s, but it did not; the coordinator's log may say why: "
                            + world.folder().resolve("logs"));
        }
    }

    private static KeptBook book(Path folder) {
        var file = folder.resolve("client");
        try {
            Files.createDirectories(file);
            return KeptBook.open(file.resolve("orders.book"));
        } catch (IOException e) {
            throw new SandboxException(
                    Cause.WORLD, "Expected to open the client's book, but: " + e.getMessage(), e);
        }
    }

    /** For psql, so that nobody has to type a password or read it on a screen. */
    private static void passwordFile(World world) {
        var role = world.client();
        var line =
                "127.0.0.1:%d:%s:%s:%s%n"
                        .formatted(
                                world.ports().of(World.FRONT_DOOR_PORT),
                                World.DATABASE,
                                role.user(),
                                role.password());
        KeptFile.write(world.folder().resolve("pgpass"), line);
    }

    private static void controlFolder(World world) {
        var folder = World.socketsOf(world.folder()).resolve("control");
        try {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new SandboxException(Cause.WORLD, "Expected to make " + folder, e);
        }
    }
}
