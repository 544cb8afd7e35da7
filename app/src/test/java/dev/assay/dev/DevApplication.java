package dev.assay.dev;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One start of the application, with all its libraries in a class loader of its own, so its methods are called by name. The
 * libraries are loaded too, because Micronaut and Netty keep the state of one application in static fields; loading them again
 * takes half a second.
 */
final class DevApplication implements AutoCloseable {
    private static final String CONTEXT = "io.micronaut.context.ApplicationContext";
    private static final String ROLE = "dev.assay.cli.Role";

    private final URLClassLoader loader;
    private final Object database;
    private final AutoCloseable context;

    private DevApplication(URLClassLoader loader, Object database, Map<String, Object> properties)
            throws ReflectiveOperationException {
        this.loader = loader;
        this.database = database;
        this.context = (AutoCloseable) loader.loadClass(CONTEXT)
                .getMethod("run", Map.class, String[].class)
                .invoke(null, properties, new String[] {"dev"});
    }

    /**
     * Starts the role, which is ready when this returns; an {@link InvocationTargetException} carries the application's own
     * failure.
     *
     * @param role the name of a constant of {@code dev.assay.cli.Role}
     * @param managementPort the port on which it answers probes
     */
    static DevApplication start(
            List<Path> classPath, String role, int managementPort, String databaseUrl, Map<String, Object> settings)
            throws ReflectiveOperationException, IOException {
        URLClassLoader loader =
                new URLClassLoader("application", urls(classPath), ClassLoader.getPlatformClassLoader());
        Thread.currentThread().setContextClassLoader(loader);
        DevApplication application;
        Object url = databaseUrl(loader, databaseUrl);
        Class<?> roles;
        Object started;
        try {
            roles = loader.loadClass(ROLE);
            started = roles.getMethod("valueOf", String.class).invoke(null, role);
            Map<String, Object> properties = new HashMap<>(properties(url));
            properties.putAll(settings(roles, started, managementPort));
            properties.putAll(settings);
            application = new DevApplication(loader, url, properties);
        } catch (InvocationTargetException e) {
            release(loader);
            throw explained(loader, e, url);
        } catch (ReflectiveOperationException e) {
            release(loader);
            throw e;
        }
        try {
            roles.getMethod("start", application.type(CONTEXT)).invoke(started, application.context);
            return application;
        } catch (ReflectiveOperationException e) {
            application.close();
            throw e;
        }
    }

    /** The address of its database, without the password. */
    String database() {
        return database.toString();
    }

    /** A bean of the running application, such as a front door. */
    Object bean(String type) throws ReflectiveOperationException {
        return type(CONTEXT).getMethod("getBean", Class.class).invoke(context, type(type));
    }

    /** A class as the running application sees it. */
    Class<?> type(String name) throws ClassNotFoundException {
        return loader.loadClass(name);
    }

    @Override
    public void close() throws IOException {
        try {
            context.close();
        } catch (Exception e) {
            throw new IOException("the old server did not stop", e);
        } finally {
            release(loader);
        }
    }

    /** Netty's threads wind down for some seconds and still load classes, so the loader closes later. */
    private static void release(URLClassLoader loader) {
        CompletableFuture.delayedExecutor(10, TimeUnit.SECONDS).execute(() -> {
            try (loader) {
                // The JDK's list of drivers would keep the loader in memory
                loader.loadClass("org.postgresql.Driver")
                        .getMethod("deregister")
                        .invoke(null);
            } catch (IOException | ReflectiveOperationException e) {
                System.out.println("the libraries of the old server stay in memory: " + e);
            }
        });
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> settings(Class<?> roles, Object role, int managementPort)
            throws ReflectiveOperationException {
        return (Map<String, Object>) roles.getMethod("settings", int.class).invoke(role, managementPort);
    }

    /** The failure as the commands explain it to people, if they do. */
    private static InvocationTargetException explained(
            ClassLoader loader, InvocationTargetException failure, Object url) throws ReflectiveOperationException {
        if (!(failure.getCause() instanceof RuntimeException cause)) {
            return failure;
        }
        Object setting = loader.loadClass("dev.assay.platform.RefusedSetting")
                .getMethod("in", RuntimeException.class)
                .invoke(null, cause);
        Object explained = loader.loadClass("dev.assay.database.DatabaseNotReady")
                .getMethod("explain", RuntimeException.class, url.getClass())
                .invoke(null, setting, url);
        return new InvocationTargetException((Throwable) explained);
    }

    private static Object databaseUrl(ClassLoader loader, String url) throws ReflectiveOperationException {
        return loader.loadClass("dev.assay.database.DatabaseUrl")
                .getMethod("parse", String.class)
                .invoke(null, url);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> properties(Object url) throws ReflectiveOperationException {
        return (Map<String, Object>) url.getClass().getMethod("properties").invoke(url);
    }

    private static URL[] urls(List<Path> classPath) throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        for (Path entry : classPath) {
            urls.add(entry.toUri().toURL());
        }
        return urls.toArray(URL[]::new);
    }
}
