package io.bascule.reporting.projection;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.stereotype.Component;

/** Tells whoever listens that something has changed. A listener must return at once. */
@Component
public class Changes {

    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    /** What has changed. */
    public enum Kind {
        /** A fact was kept. */
        FACT,
        /** An application was measured again. */
        MEASURED,
        /** A figure about now was heard: lag, or an observer's repeated word; the rate is high. */
        HEARD
    }

    /** Is told of every change, on the thread that made it. */
    @FunctionalInterface
    public interface Listener {
        /** Something about this application or site has changed. */
        void changed(Kind kind, String subject);
    }

    /** From now on the listener is told. */
    public void listen(Listener listener) {
        listeners.add(listener);
    }

    void say(Kind kind, String subject) {
        listeners.forEach(listener -> listener.changed(kind, subject));
    }
}
