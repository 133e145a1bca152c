/* Boxes of a single-shot detector: decoding, and suppression of those that overlap better ones, portable. */
#include "edge_freestanding.h"
#include "edge_kernel_functions.h"

/* Memory of a run: corners of all boxes, a score for each, two lists of boxes, and what is kept over all classes. */
typedef struct scratch_lists {
  float *corners;
  float *scores;
  int32_t *order;
  int32_t *spare;
  int32_t *kept;
  int32_t *kept_class;
  float *kept_score;
} scratch_lists;

static scratch_lists lists_in(void *scratch, const edge_detect_f32 *p) {
  scratch_lists s;
  s.corners = (float *)scratch;
  s.scores = s.corners + (ptrdiff_t)p->boxes * 4;
  s.order = (int32_t *)(s.scores + p->boxes);
  s.spare = s.order + p->boxes;
  s.kept = s.spare + p->boxes;
  s.kept_class = s.kept + p->limit;
  s.kept_score = (float *)(s.kept_class + p->limit);
  return s;
}

size_t edge_detect_f32__portable_scratch(const void *parameters) {
  const edge_detect_f32 *p = (const edge_detect_f32 *)parameters;
  return ((size_t)p->boxes * 7 + (size_t)p->limit * 3) * 4;
}

static void decode(const edge_detect_f32 *p, const float *encodings, const float *anchors, float *corners) {
  for (int32_t i = 0; i < p->boxes; i++) {
    /* Centres and halves are computed in double, corners in float. */
    const float y = (float)((double)encodings[0] / (double)p->y_scale * (double)anchors[2] + (double)anchors[0]);
    const float x = (float)((double)encodings[1] / (double)p->x_scale * (double)anchors[3] + (double)anchors[1]);
    const float half_height = (float)(0.5 * exp((double)encodings[2] / (double)p->height_scale) * (double)anchors[2]);
    const float half_width = (float)(0.5 * exp((double)encodings[3] / (double)p->width_scale) * (double)anchors[3]);
    corners[0] = y - half_height;
    corners[1] = x - half_width;
    corners[2] = y + half_height;
    corners[3] = x + half_width;
    encodings += p->box_step;
    anchors += 4;
    corners += 4;
  }
}

/* Intersection over union; 0 for boxes without an area. */
static float overlap(const float *a, const float *b) {
  const float area_a = (a[2] - a[0]) * (a[3] - a[1]), area_b = (b[2] - b[0]) * (b[3] - b[1]);
  if (!(area_a > 0) || !(area_b > 0))
    return 0;
  const float top = a[0] > b[0] ? a[0] : b[0], left = a[1] > b[1] ? a[1] : b[1];
  const float bottom = a[2] < b[2] ? a[2] : b[2], right = a[3] < b[3] ? a[3] : b[3];
  const float height = bottom - top > 0 ? bottom - top : 0, width = right - left > 0 ? right - left : 0;
  const float area = height * width;
  return area / (area_a + area_b - area);
}

/* Sorts boxes by falling scores; equal ones keep their order. Merges runs, whose length doubles. */
static void sort_by_score(int32_t *order, int32_t *spare, int32_t count, const float *scores) {
  for (int32_t length = 1; length < count; length *= 2) {
    for (int32_t start = 0; start < count; start += 2 * length) {
      const int32_t middle = start + length < count ? start + length : count;
      const int32_t end = middle + length < count ? middle + length : count;
      int32_t i = start, j = middle;
      for (int32_t at = start; at < end; at++)
        spare[at] = j >= end || (i < middle && scores[order[i]] >= scores[order[j]]) ? order[i++] : order[j++];
    }
    memcpy(order, spare, (size_t)count * sizeof *order);
  }
}

/* Leaves in s.order the best boxes that do not overlap a better one, at most `limit`; returns how many. */
static int32_t suppress(const edge_detect_f32 *p, scratch_lists s, int32_t limit) {
  int32_t count = 0, found = 0;
  for (int32_t i = 0; i < p->boxes; i++)
    if (s.scores[i] >= p->score_threshold)
      s.order[count++] = i;
  sort_by_score(s.order, s.spare, count, s.scores);
  for (int32_t i = 0; i < count && found < limit; i++) {
    const int32_t box = s.order[i];
    if (box < 0)
      continue;
    s.order[found++] = box;
    for (int32_t j = i + 1; j < count; j++)
      if (s.order[j] >= 0 &&
          overlap(s.corners + (ptrdiff_t)box * 4, s.corners + (ptrdiff_t)s.order[j] * 4) > p->overlap_threshold)
        s.order[j] = -1;
  }
  return found;
}

typedef struct results {
  float *boxes;
  float *classes;
  float *scores;
} results;

static void store(results to, int32_t at, const float *corners, int32_t class_number, float score) {
  memcpy(to.boxes + (ptrdiff_t)at * 4, corners, 4 * sizeof *corners);
  to.classes[at] = (float)class_number;
  to.scores[at] = score;
}

/* Suppression over all classes, by each box's best; a box is told with its best classes. */
static int32_t detect_over_classes(const edge_detect_f32 *p, const float *scores, scratch_lists s, results to) {
  for (int32_t i = 0; i < p->boxes; i++) {
    s.scores[i] = scores[(ptrdiff_t)i * p->columns];
    for (int32_t c = 1; c < p->classes; c++) {
      const float score = scores[(ptrdiff_t)i * p->columns + c];
      s.scores[i] = score > s.scores[i] ? score : s.scores[i];
    }
  }
  const int32_t found = suppress(p, s, p->limit);
  const int32_t told = p->classes_per_box < p->classes ? p->classes_per_box : p->classes;
  for (int32_t i = 0; i < found; i++) {
    const float *row = scores + (ptrdiff_t)s.order[i] * p->columns;
    int32_t last = -1;
    for (int32_t t = 0; t < told; t++) {
      int32_t best = -1;
      for (int32_t c = 0; c < p->classes; c++) {
        const int is_next = last < 0 || row[c] < row[last] || (row[c] == row[last] && c > last);
        if (is_next && (best < 0 || row[c] > row[best]))
          best = c;
      }
      if (best < 0)
        break;
      store(to, i * p->classes_per_box + t, s.corners + (ptrdiff_t)s.order[i] * 4, best, row[best]);
      last = best;
    }
  }
  return found;
}

/* Suppression within each class; the best of all classes remain. */
static int32_t detect_by_class(const edge_detect_f32 *p, const float *scores, scratch_lists s, results to) {
  int32_t kept = 0;
  for (int32_t c = 0; c < p->classes; c++) {
    for (int32_t i = 0; i < p->boxes; i++)
      s.scores[i] = scores[(ptrdiff_t)i * p->columns + c];
    const int32_t found = suppress(p, s, p->limit_per_class);
    for (int32_t i = 0; i < found; i++) {
      const int32_t box = s.order[i];
      int32_t at = kept;
      while (at > 0 && s.kept_score[at - 1] < s.scores[box])
        at--;
      if (at >= p->limit)
        continue;
      kept += kept < p->limit ? 1 : 0;
      for (int32_t j = kept - 1; j > at; j--) {
        s.kept[j] = s.kept[j - 1];
        s.kept_class[j] = s.kept_class[j - 1];
        s.kept_score[j] = s.kept_score[j - 1];
      }
      s.kept[at] = box;
      s.kept_class[at] = c;
      s.kept_score[at] = s.scores[box];
    }
  }
  for (int32_t i = 0; i < kept; i++)
    store(to, i, s.corners + (ptrdiff_t)s.kept[i] * 4, s.kept_class[i], s.kept_score[i]);
  return kept;
}

void edge_detect_f32__portable(const void *parameters, void *const *operands, void *scratch) {
  const edge_detect_f32 *p = (const edge_detect_f32 *)parameters;
  const float *scores = (const float *)operands[1] + (p->columns - p->classes);
  float *output = (float *)operands[3];
  const int32_t count = p->limit * p->classes_per_box;
  const results to = {output, output + (ptrdiff_t)count * 4, output + (ptrdiff_t)count * 5};
  const scratch_lists s = lists_in(scratch, p);
  memset(output, 0, ((size_t)count * 6 + 1) * sizeof *output);
  decode(p, (const float *)operands[0], (const float *)operands[2], s.corners);
  const int32_t found = p->per_class ? detect_by_class(p, scores, s, to) : detect_over_classes(p, scores, s, to);
  output[(ptrdiff_t)count * 6] = (float)found;
}
