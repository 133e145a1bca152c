// The part of ONNX Runtime's C interface that EdgeRunner calls.
//
// OrtGetApiBase is the library's one entry. The table it leads to is only ever appended to, so the place of a function
// in it is as stable as a symbol's name; places not used here are reserved. Only functions of API versions 1 to 5 are
// declared (places 0 to 130); the assertions tie each group to its place.
#ifndef EDGE_ONNXRUNTIME_H
#define EDGE_ONNXRUNTIME_H

#include <stddef.h>
#include <stdint.h>

typedef struct EdgeOrtStatus EdgeOrtStatus;
typedef struct EdgeOrtEnvironment EdgeOrtEnvironment;
typedef struct EdgeOrtSessionOptions EdgeOrtSessionOptions;
typedef struct EdgeOrtRunOptions EdgeOrtRunOptions;
typedef struct EdgeOrtSession EdgeOrtSession;
typedef struct EdgeOrtValue EdgeOrtValue;
typedef struct EdgeOrtTypeInfo EdgeOrtTypeInfo;
typedef struct EdgeOrtTensorInfo EdgeOrtTensorInfo;
typedef struct EdgeOrtMemoryInfo EdgeOrtMemoryInfo;
typedef struct EdgeOrtAllocator EdgeOrtAllocator;

enum {
  // Of the version that introduced the last function declared below.
  EdgeOrtApiVersion = 5,
  EdgeOrtSeverityError = 3,
  EdgeOrtOptimizationNone = 0,
  EdgeOrtOptimizationAll = 99,
  EdgeOrtArenaAllocator = 1,
  EdgeOrtDefaultMemory = 0,
};

// Functions that return a status return null on success; a status must be released.
typedef struct {
  void *reserved0[2];
  const char *(*get_error_message)(const EdgeOrtStatus *status);
  EdgeOrtStatus *(*create_environment)(int32_t severity, const char *log_identifier, EdgeOrtEnvironment **environment);
  void *reserved4[3];
  EdgeOrtStatus *(*create_session)(const EdgeOrtEnvironment *environment, const char *path,
                                   const EdgeOrtSessionOptions *options, EdgeOrtSession **session);
  EdgeOrtStatus *(*create_session_from_array)(const EdgeOrtEnvironment *environment, const void *bytes, size_t count,
                                              const EdgeOrtSessionOptions *options, EdgeOrtSession **session);
  EdgeOrtStatus *(*run)(EdgeOrtSession *session, const EdgeOrtRunOptions *options, const char *const *input_names,
                        const EdgeOrtValue *const *inputs, size_t input_count, const char *const *output_names,
                        size_t output_count, EdgeOrtValue **outputs);
  EdgeOrtStatus *(*create_session_options)(EdgeOrtSessionOptions **options);
  void *reserved11[3];
  // Writes a trace to a file whose name starts with `prefix`.
  EdgeOrtStatus *(*enable_profiling)(EdgeOrtSessionOptions *options, const char *prefix);
  void *reserved15[7];
  EdgeOrtStatus *(*set_log_severity)(EdgeOrtSessionOptions *options, int32_t severity);
  EdgeOrtStatus *(*set_optimization_level)(EdgeOrtSessionOptions *options, int32_t level);
  EdgeOrtStatus *(*set_intra_op_threads)(EdgeOrtSessionOptions *options, int32_t count);
  EdgeOrtStatus *(*set_inter_op_threads)(EdgeOrtSessionOptions *options, int32_t count);
  void *reserved26[4];
  EdgeOrtStatus *(*get_input_count)(const EdgeOrtSession *session, size_t *count);
  EdgeOrtStatus *(*get_output_count)(const EdgeOrtSession *session, size_t *count);
  void *reserved32;
  EdgeOrtStatus *(*get_input_type)(const EdgeOrtSession *session, size_t index, EdgeOrtTypeInfo **type);
  EdgeOrtStatus *(*get_output_type)(const EdgeOrtSession *session, size_t index, EdgeOrtTypeInfo **type);
  void *reserved35;
  // The name is freed with `allocator_free`.
  EdgeOrtStatus *(*get_input_name)(const EdgeOrtSession *session, size_t index, EdgeOrtAllocator *allocator,
                                   char **name);
  EdgeOrtStatus *(*get_output_name)(const EdgeOrtSession *session, size_t index, EdgeOrtAllocator *allocator,
                                    char **name);
  void *reserved38[11];
  // The data stays the caller's and must outlive the value.
  EdgeOrtStatus *(*create_tensor_with_data)(const EdgeOrtMemoryInfo *memory, void *data, size_t byte_count,
                                            const int64_t *shape, size_t rank, int32_t element_type,
                                            EdgeOrtValue **value);
  EdgeOrtStatus *(*is_tensor)(const EdgeOrtValue *value, int32_t *answer);
  EdgeOrtStatus *(*get_tensor_data)(EdgeOrtValue *value, void **data);
  void *reserved52[3];
  // Null when the type is not a tensor; the result belongs to `type`.
  EdgeOrtStatus *(*cast_to_tensor_info)(const EdgeOrtTypeInfo *type, const EdgeOrtTensorInfo **info);
  void *reserved56[4];
  EdgeOrtStatus *(*get_element_type)(const EdgeOrtTensorInfo *info, int32_t *type);
  EdgeOrtStatus *(*get_rank)(const EdgeOrtTensorInfo *info, size_t *rank);
  EdgeOrtStatus *(*get_dimensions)(const EdgeOrtTensorInfo *info, int64_t *dimensions, size_t rank);
  // The names belong to `info`; an empty name marks a dimension that has none.
  EdgeOrtStatus *(*get_symbolic_dimensions)(const EdgeOrtTensorInfo *info, const char **names, size_t rank);
  void *reserved64;
  EdgeOrtStatus *(*get_tensor_info)(const EdgeOrtValue *value, EdgeOrtTensorInfo **info);
  void *reserved66[3];
  EdgeOrtStatus *(*create_cpu_memory_info)(int32_t allocator, int32_t memory_type, EdgeOrtMemoryInfo **memory);
  void *reserved70[6];
  EdgeOrtStatus *(*allocator_free)(EdgeOrtAllocator *allocator, void *memory);
  void *reserved77;
  // The default allocator is never released.
  EdgeOrtStatus *(*get_default_allocator)(EdgeOrtAllocator **allocator);
  void *reserved79[13];
  void (*release_environment)(EdgeOrtEnvironment *environment);
  void (*release_status)(EdgeOrtStatus *status);
  void (*release_memory_info)(EdgeOrtMemoryInfo *memory);
  void (*release_session)(EdgeOrtSession *session);
  void (*release_value)(EdgeOrtValue *value);
  void *reserved97;
  void (*release_type_info)(EdgeOrtTypeInfo *type);
  void (*release_tensor_info)(EdgeOrtTensorInfo *info);
  void (*release_session_options)(EdgeOrtSessionOptions *options);
  void *reserved101[9];
  // Ends the trace and gives the path of its file, freed with `allocator_free`.
  EdgeOrtStatus *(*end_profiling)(EdgeOrtSession *session, EdgeOrtAllocator *allocator, char **path);
  void *reserved111[13];
  EdgeOrtStatus *(*override_free_dimension)(EdgeOrtSessionOptions *options, const char *name, int64_t value);
  void *reserved125[5];
  EdgeOrtStatus *(*add_configuration_entry)(EdgeOrtSessionOptions *options, const char *key, const char *value);
} EdgeOrtApi;

#define EDGE_ORT_PLACE(member, place)                                                                                  \
  _Static_assert(offsetof(EdgeOrtApi, member) == (place) * sizeof(void *), #member " has moved")
EDGE_ORT_PLACE(get_error_message, 2);
EDGE_ORT_PLACE(create_session, 7);
EDGE_ORT_PLACE(run, 9);
EDGE_ORT_PLACE(enable_profiling, 14);
EDGE_ORT_PLACE(set_log_severity, 22);
EDGE_ORT_PLACE(set_intra_op_threads, 24);
EDGE_ORT_PLACE(get_input_count, 30);
EDGE_ORT_PLACE(get_input_type, 33);
EDGE_ORT_PLACE(get_input_name, 36);
EDGE_ORT_PLACE(create_tensor_with_data, 49);
EDGE_ORT_PLACE(get_tensor_data, 51);
EDGE_ORT_PLACE(cast_to_tensor_info, 55);
EDGE_ORT_PLACE(get_element_type, 60);
EDGE_ORT_PLACE(get_symbolic_dimensions, 63);
EDGE_ORT_PLACE(get_tensor_info, 65);
EDGE_ORT_PLACE(create_cpu_memory_info, 69);
EDGE_ORT_PLACE(allocator_free, 76);
EDGE_ORT_PLACE(get_default_allocator, 78);
EDGE_ORT_PLACE(release_environment, 92);
EDGE_ORT_PLACE(release_value, 96);
EDGE_ORT_PLACE(release_type_info, 98);
EDGE_ORT_PLACE(release_session_options, 100);
EDGE_ORT_PLACE(end_profiling, 110);
EDGE_ORT_PLACE(override_free_dimension, 124);
EDGE_ORT_PLACE(add_configuration_entry, 130);
#undef EDGE_ORT_PLACE

typedef struct {
  // Null when the library is older than `version`.
  const EdgeOrtApi *(*get_api)(uint32_t version);
  const char *(*get_version)(void);
} EdgeOrtApiBase;

typedef const EdgeOrtApiBase *(*EdgeOrtGetApiBaseFunction)(void);

#endif
