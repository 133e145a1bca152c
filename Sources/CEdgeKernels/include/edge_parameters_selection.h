/* Parameter structures of families that compare, choose and reduce elements of any type. Included by edge_parameters.h.
 */
#ifndef EDGE_PARAMETERS_SELECTION_H
#define EDGE_PARAMETERS_SELECTION_H

/* Types of elements, of families that take several. */
typedef enum EDGE_SWIFT_ENUM(ElementKind) edge_element {
  EDGE_ELEMENT_INT8 EDGE_SWIFT_NAME(int8) = 0,
  EDGE_ELEMENT_UINT8 EDGE_SWIFT_NAME(uint8) = 1, /* also bool, whose values are 0 and 1 */
  EDGE_ELEMENT_INT16 EDGE_SWIFT_NAME(int16) = 2,
  EDGE_ELEMENT_INT32 EDGE_SWIFT_NAME(int32) = 3,
  EDGE_ELEMENT_INT64 EDGE_SWIFT_NAME(int64) = 4,
  EDGE_ELEMENT_FLOAT32 EDGE_SWIFT_NAME(float32) = 5
} edge_element;

/* compare, operands: a, b, output bytes 0 and 1. operation: edge_comparison; element: edge_element of both operands.
 * 8-bit operands with is_quantized 1 are compared as MBQM((value - zero_point) << 8). */
typedef enum EDGE_SWIFT_ENUM(Comparison) edge_comparison {
  EDGE_COMPARE_EQUAL EDGE_SWIFT_NAME(equal) = 0,
  EDGE_COMPARE_NOT_EQUAL EDGE_SWIFT_NAME(notEqual) = 1,
  EDGE_COMPARE_LESS EDGE_SWIFT_NAME(less) = 2,
  EDGE_COMPARE_LESS_EQUAL EDGE_SWIFT_NAME(lessEqual) = 3,
  EDGE_COMPARE_GREATER EDGE_SWIFT_NAME(greater) = 4,
  EDGE_COMPARE_GREATER_EQUAL EDGE_SWIFT_NAME(greaterEqual) = 5,
  EDGE_COMPARE_AND EDGE_SWIFT_NAME(and) = 6,
  EDGE_COMPARE_OR EDGE_SWIFT_NAME(or) = 7
} edge_comparison;
#define EDGE_COMPARE(X, F, A)                                                                                          \
  A(dims, EDGE_MAX_DIMS)                                                                                               \
  A(a_steps, EDGE_MAX_DIMS)                                                                                            \
  A(b_steps, EDGE_MAX_DIMS)                                                                                            \
  X(operation)                                                                                                         \
  X(element)                                                                                                           \
  X(is_quantized)                                                                                                      \
  X(a_zero_point)                                                                                                      \
  X(b_zero_point)                                                                                                      \
  X(a_multiplier)                                                                                                      \
  X(a_exponent)                                                                                                        \
  X(b_multiplier)                                                                                                      \
  X(b_exponent)

/* binary_integer, operands: a, b, output, all int32 or all int64. operation: edge_binary_operation, but for PRELU and
 * POWER; results wrap around and are then clamped. What divides by 0, where LiteRT stops, gives 0. */
#define EDGE_BINARY_INTEGER(X, F, A)                                                                                   \
  A(dims, EDGE_MAX_DIMS)                                                                                               \
  A(a_steps, EDGE_MAX_DIMS)                                                                                            \
  A(b_steps, EDGE_MAX_DIMS)                                                                                            \
  X(operation)                                                                                                         \
  X(element)                                                                                                           \
  X(is_clamped)                                                                                                        \
  X(output_min)                                                                                                        \
  X(output_max)

/* choose_nd, operands: condition bytes, a, b, output: a where the condition is not 0, else b, of element_size bytes. */
#define EDGE_CHOOSE_ND(X, F, A)                                                                                        \
  X(element_size)                                                                                                      \
  A(dims, EDGE_MAX_DIMS)                                                                                               \
  A(condition_steps, EDGE_MAX_DIMS)                                                                                    \
  A(a_steps, EDGE_MAX_DIMS)                                                                                            \
  A(b_steps, EDGE_MAX_DIMS)

/* cast, operands: input, output. from, to: edge_element. Floats are cut off and clamped to an integer's range, of which
 * NaN takes the upper end; integers keep their low bits. to_bool: 1 for every value but 0. */
#define EDGE_CAST(X, F, A)                                                                                             \
  X(count)                                                                                                             \
  X(from)                                                                                                              \
  X(to)                                                                                                                \
  X(to_bool)

/* arg_max, operands: input [outer][axis][inner], output [outer][inner] int32, or int64 where is_wide: the first
 * position of the largest (is_minimum 0) or smallest element. */
#define EDGE_ARG_MAX(X, F, A)                                                                                          \
  X(outer)                                                                                                             \
  X(axis)                                                                                                              \
  X(inner)                                                                                                             \
  X(element)                                                                                                           \
  X(is_minimum)                                                                                                        \
  X(is_wide)

/* top_k, operands: input [rows][depth], output int32 [rows][k]: positions of the k largest elements of each row, the
 * largest first, the first of equal ones first. */
#define EDGE_TOP_K(X, F, A)                                                                                            \
  X(rows)                                                                                                              \
  X(depth)                                                                                                             \
  X(k)                                                                                                                 \
  X(element)

/* gather_nd, operands: input [dims][inner bytes], indices int32 [count][depth], output [count][inner bytes]. Each index
 * has one coordinate for each of the first depth dims; one outside its dimension takes the nearest end. */
#define EDGE_GATHER_ND(X, F, A)                                                                                        \
  X(count)                                                                                                             \
  X(depth)                                                                                                             \
  X(inner_size)                                                                                                        \
  A(dims, EDGE_MAX_DIMS)

/* reduce_integer, operands: input [outer][axis][inner], output [outer][inner] of the same type, modulo its range.
 * operation: edge_reduction, but for the mean. */
#define EDGE_REDUCE_INTEGER(X, F, A)                                                                                   \
  X(outer)                                                                                                             \
  X(axis)                                                                                                              \
  X(inner)                                                                                                             \
  X(operation)                                                                                                         \
  X(element)

/* sum_s8, operands: input [outer][axis][inner], output [outer][inner]. The sum of stored values is scaled in float32,
 * clamp(round(f32(f32(sum * scale) + bias)) + zero_point), ties to even or away from zero. */
#define EDGE_SUM_S8(X, F, A)                                                                                           \
  X(outer)                                                                                                             \
  X(axis)                                                                                                              \
  X(inner)                                                                                                             \
  F(scale)                                                                                                             \
  F(bias)                                                                                                              \
  X(ties_away)                                                                                                         \
  X(output_zero_point)                                                                                                 \
  X(output_min)                                                                                                        \
  X(output_max)

/* normalize_s8, operands: input [rows][depth], output of scale 1/128: rows divided by their Euclidean length. */
#define EDGE_NORMALIZE_S8(X, F, A)                                                                                     \
  X(rows)                                                                                                              \
  X(depth)                                                                                                             \
  X(input_zero_point)

/* log_softmax_s8, operands: input [rows][depth], exponentials float[256] (of minus the distance to the row's maximum),
 * output. */
#define EDGE_LOG_SOFTMAX_S8(X, F, A)                                                                                   \
  X(rows)                                                                                                              \
  X(depth)                                                                                                             \
  F(input_scale)                                                                                                       \
  F(output_scale)                                                                                                      \
  X(output_zero_point)

/* normalize_f32, operands: input [rows][depth], output. operation: edge_normalization. */
typedef enum EDGE_SWIFT_ENUM(Normalization) edge_normalization {
  EDGE_NORMALIZE_LENGTH EDGE_SWIFT_NAME(length) = 0, /* to a Euclidean length of 1 */
  EDGE_NORMALIZE_LOG_SOFTMAX EDGE_SWIFT_NAME(logSoftmax) = 1
} edge_normalization;
#define EDGE_NORMALIZE_F32(X, F, A)                                                                                    \
  X(rows)                                                                                                              \
  X(depth)                                                                                                             \
  X(operation)

/* detect_f32, operands: encodings [boxes][4] (y, x, height, width), scores [boxes][columns], anchors [boxes][4] (the
 * same, centres), output floats: limit * classes_per_box boxes (y0 x0 y1 x1), as many class numbers, as many scores,
 * the number of boxes found. Scores of the last `classes` columns count. per_class: suppression within each class, of
 * which limit_per_class remain; else within all, by the best class. */
#define EDGE_DETECT_F32(X, F, A)                                                                                       \
  X(boxes)                                                                                                             \
  X(box_step)                                                                                                          \
  X(columns)                                                                                                           \
  X(classes)                                                                                                           \
  X(limit)                                                                                                             \
  X(classes_per_box)                                                                                                   \
  X(limit_per_class)                                                                                                   \
  X(per_class)                                                                                                         \
  F(score_threshold)                                                                                                   \
  F(overlap_threshold)                                                                                                 \
  F(y_scale)                                                                                                           \
  F(x_scale)                                                                                                           \
  F(height_scale)                                                                                                      \
  F(width_scale)

#endif
