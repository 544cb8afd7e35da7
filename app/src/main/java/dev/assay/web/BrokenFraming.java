package dev.assay.web;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import jakarta.inject.Singleton;
import java.io.IOException;

/**
 * A body whose chunks make no sense has no end that can be believed: what came of it is not taken for the whole, the answer is the last
 * on its connection.
 */
@Singleton
class BrokenFraming implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {

    @Override
    public NettyServerCustomizer.Registry onCreated(BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
        event.getBean().register(new Listener());
        return event.getBean();
    }

    private static final class Listener implements NettyServerCustomizer {
        @Override
        public NettyServerCustomizer specializeForChannel(Channel channel, ChannelRole role) {
            return role == ChannelRole.CONNECTION ? new Connection(channel) : this;
        }
    }

    private record Connection(Channel channel) implements NettyServerCustomizer {
        @Override
        public void onStreamPipelineBuilt() {
            channel.pipeline()
                    .addBefore(ChannelPipelineCustomizer.HANDLER_MICRONAUT_INBOUND, "assay-framing", new Judge());
        }
    }

    /** One for each connection, on its thread. */
    private static final class Judge extends ChannelDuplexHandler {
        private boolean broken;

        @Override
        public void channelRead(ChannelHandlerContext connection, Object message) throws Exception {
            if (message instanceof HttpContent content
                    && content.decoderResult().isFailure()) {
                broken = true;
                content.release();
                connection.fireExceptionCaught(new IOException(
                        "the chunks of the body make no sense",
                        content.decoderResult().cause()));
            } else {
                super.channelRead(connection, message);
            }
        }

        @Override
        public void write(ChannelHandlerContext connection, Object message, ChannelPromise promise) throws Exception {
            if (broken && message instanceof HttpResponse response) {
                response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            }
            if (broken && message instanceof LastHttpContent) {
                super.write(connection, message, promise.unvoid().addListener(ChannelFutureListener.CLOSE));
            } else {
                super.write(connection, message, promise);
            }
        }
    }
}
