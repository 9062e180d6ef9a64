package io.bascule.reporting.console;

import java.nio.file.Path;

public final class Preview {
    private Preview() {}

    public static void main(String[] a) throws Exception {
        var r = new Running(Path.of(a[0]));
        System.out.println("URL " + r.url("/"));
        Pictures.take(r, Path.of(a[1]));
        r.close();
        System.exit(0);
    }
}
