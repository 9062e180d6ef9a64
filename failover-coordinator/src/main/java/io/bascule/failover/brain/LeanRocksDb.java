package io.bascule.failover.brain;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Options;

/**
 * A store of a few kilobytes per application needs no gigabyte: two write buffers of 1 MB a
 * partition, and what is read stands in the processors' memory anyway.
 */
public final class LeanRocksDb implements RocksDBConfigSetter {

    private static final long WRITE_BUFFER_BYTES = 1024L * 1024;

    @Override
    public void setConfig(String store, Options options, Map<String, Object> configs) {
        options.setWriteBufferSize(WRITE_BUFFER_BYTES);
        options.setMaxWriteBufferNumber(2);
        if (options.tableFormatConfig() instanceof BlockBasedTableConfig table) {
            table.setCacheIndexAndFilterBlocks(true);
            options.setTableFormatConfig(table);
        }
    }

    @Override
    public void close(String store, Options options) {
        // Nothing was created here.
    }
}
