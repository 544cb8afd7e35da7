package dev.assay.database.connection;

import com.zaxxer.hikari.HikariDataSource;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpRequestWrapper;
import io.micronaut.http.context.ServerRequestContext;
import io.micronaut.http.server.netty.NettyHttpRequest;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection from when it is taken until it is given back. If the client of the request leaves, the running statement is
 * cancelled, and so is each further one. The connection is then not used again, because a cancellation may arrive late.
 */
final class LeasedConnection implements InvocationHandler {
    private static final Logger LOG = LoggerFactory.getLogger(LeasedConnection.class);

    private static final int MOST_TRIES = 10;

    private final Connection connection;
    private final PGConnection session;
    private final HikariDataSource pool;
    private final Consumer<Boolean> whenBack;
    private final @Nullable ChannelFuture clientClosed;
    private final ChannelFutureListener onClientClosed = _ -> Thread.startVirtualThread(this::cancel);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition back = lock.newCondition();
    private boolean cancelled;
    private boolean closed;

    private LeasedConnection(Connection connection, HikariDataSource pool, Consumer<Boolean> whenBack)
            throws SQLException {
        this.connection = connection;
        this.session = connection.unwrap(PGConnection.class);
        this.pool = pool;
        this.whenBack = whenBack;
        this.clientClosed = client();
    }

    /** @param whenBack called when the connection is given back; true if it still worked */
    static Connection of(Connection connection, HikariDataSource pool, Consumer<Boolean> whenBack) throws SQLException {
        LeasedConnection held = new LeasedConnection(connection, pool, whenBack);
        if (held.clientClosed != null) {
            if (held.clientClosed.isDone()) {
                connection.close();
                throw new SQLTransientConnectionException("the client left before it got a connection");
            }
            held.clientClosed.addListener(held.onClientClosed);
        }
        return (Connection) Proxy.newProxyInstance(
                LeasedConnection.class.getClassLoader(), new Class<?>[] {Connection.class}, held);
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        switch (method.getName()) {
            case "close" -> {
                close();
                return null;
            }
            case "equals" -> {
                return arguments != null && proxy == arguments[0];
            }
            case "hashCode" -> {
                return System.identityHashCode(proxy);
            }
            default -> {
                try {
                    return method.invoke(connection, arguments);
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            }
        }
    }

    private void close() throws SQLException {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            back.signalAll();
            if (clientClosed != null) {
                clientClosed.removeListener(onClientClosed);
            }
            if (cancelled) {
                pool.evictConnection(connection);
            }
        } finally {
            lock.unlock();
        }
        boolean works = !connection.isClosed();
        try {
            connection.close();
        } finally {
            whenBack.accept(works);
        }
    }

    /**
     * Cancels every statement until the connection is given back, because nobody needs the next one either. If a statement does not
     * end by this, its server is gone.
     */
    private void cancel() {
        lock.lock();
        try {
            for (int tries = 0; !closed && tries < MOST_TRIES; tries++) {
                cancelled = true;
                session.cancelQuery();
                back.await(1, TimeUnit.SECONDS);
            }
            if (!closed) {
                connection.abort(Runnable::run);
            }
            LOG.atInfo().log("Cancelled the database statement of a client that left");
        } catch (SQLException e) {
            LOG.atWarn().setCause(e).log("Cannot cancel the database statement of a client that left");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Completes when the client of the present request leaves; null without a request. */
    private static @Nullable ChannelFuture client() {
        HttpRequest<?> request = ServerRequestContext.currentRequest().orElse(null);
        while (request instanceof HttpRequestWrapper<?> wrapper) {
            request = wrapper.getDelegate();
        }
        return request instanceof NettyHttpRequest<?> netty
                ? netty.getChannelHandlerContext().channel().closeFuture()
                : null;
    }
}
