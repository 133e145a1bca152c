// The part of LiteRT's C interface that EdgeRunner calls, as libLiteRt 2.1 to 2.4 exports it.
//
// LiteRT declares its handles opaque and the structures below ABI-stable. Functions are found with dlsym, so each is
// declared as the type of a function pointer. Every function that returns int32_t returns a LiteRtStatus, 0 on success.
#ifndef EDGE_LITERT_H
#define EDGE_LITERT_H

#include <stddef.h>
#include <stdint.h>

typedef struct EdgeLiteRtEnvironment EdgeLiteRtEnvironment;
typedef struct EdgeLiteRtModel EdgeLiteRtModel;
typedef struct EdgeLiteRtOptions EdgeLiteRtOptions;
typedef struct EdgeLiteRtOpaqueOptions EdgeLiteRtOpaqueOptions;
typedef struct EdgeLiteRtCompiledModel EdgeLiteRtCompiledModel;
typedef struct EdgeLiteRtSignature EdgeLiteRtSignature;
typedef struct EdgeLiteRtTensor EdgeLiteRtTensor;
typedef struct EdgeLiteRtTensorBuffer EdgeLiteRtTensorBuffer;
typedef struct EdgeLiteRtProfiler EdgeLiteRtProfiler;

// One setting of an environment: a tag and a tagged value. Only integer values are used here.
typedef struct {
  int32_t tag;
  int32_t reserved;
  int32_t value_kind;
  int32_t reserved2;
  int64_t value;
} EdgeLiteRtEnvironmentOption;
_Static_assert(sizeof(EdgeLiteRtEnvironmentOption) == 24, "LiteRtEnvOption is 24 bytes");

enum {
  EdgeLiteRtEnvironmentTagAccelerators = 24,
  EdgeLiteRtEnvironmentTagMinimumSeverity = 25,
  EdgeLiteRtValueKindInteger = 2,
  EdgeLiteRtAcceleratorCpu = 1,
  EdgeLiteRtSeverityError = 3,
};

// Element type and shape of a tensor. `rank_and_flags` holds the rank in its low seven bits.
typedef struct {
  int32_t element_type;
  uint32_t rank_and_flags;
  int32_t dimensions[8];
  uint32_t strides[8];
} EdgeLiteRtRankedTensorType;
_Static_assert(sizeof(EdgeLiteRtRankedTensorType) == 72, "LiteRtRankedTensorType is 72 bytes");

// A shape; `rank_and_flags` as above.
typedef struct {
  uint32_t rank_and_flags;
  int32_t dimensions[8];
  uint32_t strides[8];
} EdgeLiteRtLayout;
_Static_assert(sizeof(EdgeLiteRtLayout) == 68, "LiteRtLayout is 68 bytes");

enum {
  EdgeLiteRtQuantizationNone = 0,
  EdgeLiteRtQuantizationPerTensor = 1,
  EdgeLiteRtQuantizationPerChannel = 2,
};

typedef struct {
  float scale;
  int64_t zero_point;
} EdgeLiteRtPerTensorQuantization;
_Static_assert(sizeof(EdgeLiteRtPerTensorQuantization) == 16, "LiteRtQuantizationPerTensor is 16 bytes");

// One profiler record. `source` is 0 for LiteRT itself, 1 for the interpreter, 2 for a delegate; `metadata1` is the
// operator's number in the list of whoever reports it.
typedef struct {
  const char *tag;
  int32_t event_type;
  uint64_t start_microseconds;
  uint64_t elapsed_microseconds;
  int64_t memory[6];
  uint64_t metadata1;
  uint64_t metadata2;
  int32_t source;
} EdgeLiteRtProfiledEvent;
_Static_assert(sizeof(EdgeLiteRtProfiledEvent) == 104, "ProfiledEventData is 104 bytes");

enum {
  EdgeLiteRtEventOperator = 2,
  EdgeLiteRtEventDelegateOperator = 4,
  EdgeLiteRtEventDelegateProfiledOperator = 8,
};

typedef int32_t (*EdgeLiteRtCreateEnvironmentFunction)(int32_t count, const EdgeLiteRtEnvironmentOption *options,
                                                       EdgeLiteRtEnvironment **environment);
typedef void (*EdgeLiteRtDestroyEnvironmentFunction)(EdgeLiteRtEnvironment *environment);

// The bytes must outlive the model.
typedef int32_t (*EdgeLiteRtCreateModelFromBufferFunction)(EdgeLiteRtEnvironment *environment, const void *bytes,
                                                           size_t count, EdgeLiteRtModel **model);
typedef void (*EdgeLiteRtDestroyModelFunction)(EdgeLiteRtModel *model);
typedef int32_t (*EdgeLiteRtGetModelSignatureFunction)(EdgeLiteRtModel *model, size_t index,
                                                       EdgeLiteRtSignature **signature);

typedef int32_t (*EdgeLiteRtGetSignatureTensorCountFunction)(EdgeLiteRtSignature *signature, size_t *count);
typedef int32_t (*EdgeLiteRtGetSignatureTensorFunction)(EdgeLiteRtSignature *signature, size_t index,
                                                        EdgeLiteRtTensor **tensor);
typedef int32_t (*EdgeLiteRtGetTensorNameFunction)(EdgeLiteRtTensor *tensor, const char **name);
typedef int32_t (*EdgeLiteRtGetTensorIndexFunction)(EdgeLiteRtTensor *tensor, uint32_t *index);
typedef int32_t (*EdgeLiteRtGetRankedTensorTypeFunction)(EdgeLiteRtTensor *tensor, EdgeLiteRtRankedTensorType *type);
typedef int32_t (*EdgeLiteRtGetQuantizationTypeFunction)(EdgeLiteRtTensor *tensor, int32_t *type);
typedef int32_t (*EdgeLiteRtGetPerTensorQuantizationFunction)(EdgeLiteRtTensor *tensor,
                                                              EdgeLiteRtPerTensorQuantization *quantization);

typedef int32_t (*EdgeLiteRtCreateOptionsFunction)(EdgeLiteRtOptions **options);
typedef void (*EdgeLiteRtDestroyOptionsFunction)(EdgeLiteRtOptions *options);
typedef int32_t (*EdgeLiteRtSetOptionsHardwareAcceleratorsFunction)(EdgeLiteRtOptions *options, int32_t accelerators);
// Takes ownership of the payload and frees it with `destroy`.
typedef int32_t (*EdgeLiteRtCreateOpaqueOptionsFunction)(const char *name, void *payload, void (*destroy)(void *),
                                                         EdgeLiteRtOpaqueOptions **opaque);
typedef int32_t (*EdgeLiteRtAddOpaqueOptionsFunction)(EdgeLiteRtOptions *options, EdgeLiteRtOpaqueOptions *opaque);

typedef int32_t (*EdgeLiteRtCreateCompiledModelFunction)(EdgeLiteRtEnvironment *environment, EdgeLiteRtModel *model,
                                                         EdgeLiteRtOptions *options,
                                                         EdgeLiteRtCompiledModel **compiled);
typedef void (*EdgeLiteRtDestroyCompiledModelFunction)(EdgeLiteRtCompiledModel *compiled);
typedef int32_t (*EdgeLiteRtRunCompiledModelFunction)(EdgeLiteRtCompiledModel *compiled, size_t signature,
                                                      size_t input_count, EdgeLiteRtTensorBuffer **inputs,
                                                      size_t output_count, EdgeLiteRtTensorBuffer **outputs);

// The shape that an input has now, which for a dimension left open is the one that the file states beside it.
typedef int32_t (*EdgeLiteRtGetInputLayoutFunction)(EdgeLiteRtCompiledModel *compiled, size_t signature, size_t index,
                                                    EdgeLiteRtLayout *layout);
// The shapes of all outputs; `allocate` settles them first, as far as they do not depend on data.
typedef int32_t (*EdgeLiteRtGetOutputLayoutsFunction)(EdgeLiteRtCompiledModel *compiled, size_t signature, size_t count,
                                                      EdgeLiteRtLayout *layouts, _Bool allocate);

// The memory stays the caller's; it must be 64-byte aligned and outlive the buffer. No deallocator is passed.
typedef int32_t (*EdgeLiteRtCreateTensorBufferFromHostMemoryFunction)(const EdgeLiteRtRankedTensorType *type,
                                                                      void *memory, size_t byte_count,
                                                                      void (*deallocate)(void *),
                                                                      EdgeLiteRtTensorBuffer **buffer);
typedef void (*EdgeLiteRtDestroyTensorBufferFunction)(EdgeLiteRtTensorBuffer *buffer);
typedef int32_t (*EdgeLiteRtGetTensorBufferTypeFunction)(EdgeLiteRtTensorBuffer *buffer,
                                                         EdgeLiteRtRankedTensorType *type);
typedef int32_t (*EdgeLiteRtGetTensorBufferSizeFunction)(EdgeLiteRtTensorBuffer *buffer, size_t *byte_count);
// `mode` 0 locks for reading.
typedef int32_t (*EdgeLiteRtLockTensorBufferFunction)(EdgeLiteRtTensorBuffer *buffer, void **memory, int32_t mode);
typedef int32_t (*EdgeLiteRtUnlockTensorBufferFunction)(EdgeLiteRtTensorBuffer *buffer);

// A custom operator of the caller's own. `context` is what was given with it. Statuses are looked at by nobody.
typedef struct {
  int32_t (*prepare)(void *context, const void *options, size_t options_size);
  int32_t (*set_output_layouts)(void *context, size_t input_count, const EdgeLiteRtLayout *inputs, size_t output_count,
                                EdgeLiteRtLayout *outputs);
  int32_t (*run)(void *context, size_t input_count, EdgeLiteRtTensorBuffer *const *inputs, size_t output_count,
                 EdgeLiteRtTensorBuffer **outputs);
  int32_t (*destroy)(void *context);
} EdgeLiteRtCustomOperator;
// Name and structure are copied; the context must outlive the compiled model.
typedef int32_t (*EdgeLiteRtAddCustomOperatorFunction)(EdgeLiteRtOptions *options, const char *name, int32_t version,
                                                       const EdgeLiteRtCustomOperator *custom, void *context);

typedef int32_t (*EdgeLiteRtGetProfilerFunction)(EdgeLiteRtCompiledModel *compiled, EdgeLiteRtProfiler **profiler);
typedef int32_t (*EdgeLiteRtProfilerActionFunction)(EdgeLiteRtProfiler *profiler);
typedef int32_t (*EdgeLiteRtGetProfilerEventCountFunction)(EdgeLiteRtProfiler *profiler, int32_t *count);
typedef int32_t (*EdgeLiteRtGetProfilerEventsFunction)(EdgeLiteRtProfiler *profiler, int32_t count,
                                                       EdgeLiteRtProfiledEvent *events);

#endif
