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
 * Fails a request whose chunked body is malformed: the end of such a body is unknown, so the part that arrived must not pass for
 * the whole body. The response to it is the last one on its connection.
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
                    .addBefore(
                            ChannelPipelineCustomizer.HANDLER_MICRONAUT_INBOUND, "assay-framing", new FramingHandler());
        }
    }

    /** One for each connection, called on its thread. */
    private static final class FramingHandler extends ChannelDuplexHandler {
        private boolean broken;

        @Override
        public void channelRead(ChannelHandlerContext connection, Object message) throws Exception {
            if (message instanceof HttpContent content
                    && content.decoderResult().isFailure()) {
                broken = true;
                content.release();
                connection.fireExceptionCaught(new IOException(
                        "the body has malformed chunks", content.decoderResult().cause()));
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
