package io.bascule.failover.executor.haproxy;

import io.bascule.contracts.plan.TrafficPlan;
import io.bascule.failover.executor.Applications;
import io.bascule.failover.executor.Applications.Application;
import io.bascule.failover.executor.Deadline;
import io.bascule.failover.executor.JsonFile;
import io.bascule.failover.executor.StepFailedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the routes. What is wanted is on disk before it is laid. A router that was restarted comes
 * up with every server taken out, and is told again; nothing tells that it was restarted, so it is
 * asked.
 */
public final class Routes implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Routes.class);
    private static final Duration LAYING = Duration.ofSeconds(5);

    private final Path stateDir;
    private final Duration checkEvery;
    private final Map<String, Object> locks = new ConcurrentHashMap<>();
    private final Map<String, Thread> keepers = new ConcurrentHashMap<>();
    private final Map<String, String> lastComplaint = new ConcurrentHashMap<>();

    /**
     * Keeps nothing yet.
     *
     * @param checkEvery how often the router is asked
     */
    public Routes(Path stateDir, Duration checkEvery) {
        this.stateDir = stateDir;
        this.checkEvery = checkEvery;
    }

    /** Keeps the route of every application whose witness is this place. */
    public void keep(Applications applications) {
        applications.onChange(application -> {
            if (application.plan().witness().equals(applications.place())) {
                keepers.computeIfAbsent(application.name(), name -> keeper(applications, name));
            }
        });
    }

    /** Wants a route from now on and lays it. */
    String lay(String application, Route route, TrafficPlan traffic, Deadline deadline) {
        synchronized (lock(application)) {
            want(application, route);
            return route.lay(traffic, deadline);
        }
    }

    /** The route that is wanted. */
    Optional<Route> wanted(String application) {
        return file(application).read();
    }

    /** Lays the wanted route again if the router does not have it. */
    void assertAgain(Application application) {
        synchronized (lock(application.name())) {
            var situation = application.situation();
            var wanted = wanted(application.name());
            if (application.steady()
                    && wanted.map(route -> route.epoch() < situation.epoch()).orElse(true)) {
                want(application.name(), new Route(situation.epoch(), situation.activeSite()));
                wanted = wanted(application.name());
            }
            if (wanted.isEmpty()) {
                return;
            }
            var traffic = application.plan().traffic();
            if (!wanted.get().isLaid(traffic)) {
                var words = wanted.get().lay(traffic, Deadline.in(LAYING));
                LOG.atInfo()
                        .addKeyValue("application", application.name())
                        .log("Asserted the route again: {}", words);
            }
        }
    }

    private void want(String application, Route route) {
        if (!wanted(application).equals(Optional.of(route))) {
            file(application).write(route);
        }
    }

    @Override
    public void close() {
        keepers.values().forEach(Thread::interrupt);
    }

    private Thread keeper(Applications applications, String name) {
        return Thread.ofVirtual()
                .name("route-" + name)
                .start(() -> {
                    while (!Thread.currentThread().isInterrupted()) {
                        applications.named(name).ifPresent(this::tryAgain);
                        LockSupport.parkNanos(checkEvery.toNanos());
                    }
                });
    }

    private void tryAgain(Application application) {
        try {
            assertAgain(application);
            lastComplaint.remove(application.name());
        } catch (StepFailedException e) {
            var message = String.valueOf(e.getMessage());
            if (!message.equals(lastComplaint.put(application.name(), message))) {
                LOG.atWarn().addKeyValue("application", application.name()).log("{}", message);
            }
        } catch (RuntimeException e) {
            LOG.atError().addKeyValue("application", application.name()).log("Route", e);
        }
    }

    private Object lock(String application) {
        return locks.computeIfAbsent(application, _ -> new Object());
    }

    private JsonFile<Route> file(String application) {
        return new JsonFile<>(stateDir.resolve("route-" + application + ".json"), Route.class);
    }
}
